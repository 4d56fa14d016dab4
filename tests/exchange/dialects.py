"""One drawing in the manner of many tools: prefixes, ids, extensions, what they write down twice and what not.

Made after what the formats of these tools are known to look like; no file of theirs stands here.
"""

from __future__ import annotations

import re
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from tests.exchange.drawn import SPACE

_DRAFT = "http://schema.omg.org/spec/BPMN/2.0"
_DI = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:omgdc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:omgdi="http://www.omg.org/spec/DD/20100524/DI"'
)
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


@dataclass(frozen=True)
class Dialect:
    """How a tool writes.

    Attributes:
        prefix: of elements, empty: none. `space`: their namespace. `declares`: what else the root declares.
        root: attributes of the root. `process`: attributes of each process.
        id: how it numbers elements. `inside`: what it puts into the extension elements of a node.
        attributes: what it adds to the start tag of a node, its id given.
        ends: whether nodes name their flows. `shapes`: whether there are coordinates.
        condition: how it writes an expression. `encoding`: of the file; `announces`: what it says that it is.
        beside: elements of its own beside the process. `first`: what stands before the root.
    """

    prefix: str = ""
    space: str = SPACE
    declares: str = ""
    root: str = ""
    process: str = 'isExecutable="false"'
    id: Callable[[str], str] = str
    inside: str = ""
    attributes: str = ""
    ends: bool = True
    shapes: bool = True
    condition: Callable[[str], str] = field(default="${{{}}}".format)
    typed: bool = True
    encoding: str = "utf-8"
    announces: str = "UTF-8"
    beside: str = ""
    first: str = ""
    names: Callable[[str], str] = str


def _guid(id: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, id))


def _number(id: str) -> str:
    return str(zlib.crc32(id.encode()))


DIALECTS: dict[str, Dialect] = {
    "camunda 7": Dialect(
        "bpmn", declares=f'{_DI} {_XSI} xmlns:camunda="http://camunda.org/schema/1.0/bpmn"',
        root='exporter="Camunda Modeler" exporterVersion="5.2" targetNamespace="http://bpmn.io/schema/bpmn"',
        id=lambda id: f"Activity_0{_number(id)}", process='isExecutable="true" camunda:historyTimeToLive="180"',
        attributes='camunda:asyncBefore="true" camunda:assignee="${initiator}"',
        inside='<camunda:formData><camunda:formField id="f" label="L" type="boolean"/></camunda:formData>'
               '<camunda:properties><camunda:property name="a" value="&#60;b&#62;"/></camunda:properties>',
    ),
    "camunda 8": Dialect(
        "bpmn", declares=f'{_DI} {_XSI} xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
                         'xmlns:modeler="http://camunda.org/schema/modeler/1.0"',
        root='modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.4.0"',
        inside='<zeebe:taskDefinition type="work"/><zeebe:ioMapping><zeebe:input source="=a" target="b"/>'
               '</zeebe:ioMapping><zeebe:formDefinition formId="f"/>',
        condition=lambda asked: "=" + asked.replace("==", "="),
    ),
    "signavio": Dialect(
        declares=f'{_DI} {_XSI} xmlns:signavio="http://www.signavio.com"',
        root='exporter="Signavio Process Editor" expressionLanguage="http://www.w3.org/TR/XPath" '
             'typeLanguage="http://www.w3.org/2001/XMLSchema"',
        id=lambda id: f"sid-{_guid(id).upper()}",
        process='isClosed="false" isExecutable="false" processType="None"',
        attributes='completionQuantity="1" startQuantity="1"',
        inside='<signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/>'
               '<signavio:signavioLabel align="center" bottom="true" ref="text_name"/>',
    ),
    "bizagi": Dialect(
        declares=f'{_XSI} xmlns:xsd="http://www.w3.org/2001/XMLSchema"',
        root='targetNamespace="http://www.bizagi.com/definitions/x"', id=lambda id: f"Id_{_guid(id)}",
        inside='<bizagi:BizagiExtensions xmlns:bizagi="http://www.bizagi.com/bpmn20"><bizagi:BizagiProperties>'
               '<bizagi:BizagiProperty name="bgColor" value="#ECEFFF"/></bizagi:BizagiProperties>'
               "</bizagi:BizagiExtensions>",
    ),
    "bonita": Dialect(
        "model", declares=f'{_DI} {_XSI} xmlns:j="http://bonitasoft.com/bonita_connector_def"',
        root='exporter="BonitaSoft" expressionLanguage="http://groovy.codehaus.org/" '
             'xsi:schemaLocation="schemaLocation http://www.omg.org/spec/BPMN/20100524/MODEL schemas/BPMN20.xsd"',
        id=lambda id: f"_{_guid(id).replace('-', '')[:22]}", process="", ends=False,
        beside="<{}dataStore isUnlimited=\"false\" itemSubjectRef=\"j:x\" id=\"store\" name=\"Store\"/>",
    ),
    "jbpm": Dialect(
        "bpmn2", declares=f'{_DI} {_XSI} xmlns="http://www.jboss.org/drools" xmlns:drools="http://www.jboss.org/drools"'
                          ' xmlns:bpsim="http://www.bpsim.org/schemas/1.0"',
        root='exporter="jBPM Process Modeler" xsi:schemaLocation="http://www.omg.org/spec/BPMN/20100524/MODEL B.xsd"',
        id=lambda id: f"_{_guid(id).upper()}",
        process='drools:packageName="com.x" drools:version="1.0" drools:adHoc="false" isExecutable="true"',
        inside="<drools:metaData name=\"elementname\"><drools:metaValue><![CDATA[A & B]]></drools:metaValue>"
               "</drools:metaData><drools:onEntry-script scriptFormat=\"http://www.java.com/java\"><drools:script>"
               "<![CDATA[x();]]></drools:script></drools:onEntry-script>",
        condition=lambda asked: "return " + re.sub(r"(\w+) == '(\w+)'", r'\1.equals("\2")', asked) + ";",
        beside="<{0}relationship type=\"BPSimData\"><{0}extensionElements><bpsim:BPSimData/></{0}extensionElements>"
               "<{0}source>a</{0}source><{0}target>a</{0}target></{0}relationship>",
    ),
    "adonis": Dialect(
        declares=f'{_DI} {_XSI} xmlns:adonis="http://www.boc-group.com/adonis/bpmn"',
        root='exporter="ADONIS" exporterVersion="9.0"', id=lambda id: f"obj.{_number(id)}",
        inside='<adonis:modelattributes><adonis:attribute name="Processing time" value="00:000:00:10:00"/>'
               "</adonis:modelattributes>",
        names=lambda name: name.replace(" ", "&#10;", 1),
    ),
    "aris": Dialect(
        "ns0", declares='xmlns:aris="http://www.ids-scheer.com/aris" xmlns:ns1="urn:empty"',
        root='exporter="ARIS Architect" typeLanguage="http://www.w3.org/2001/XMLSchema"',
        id=lambda id: f"_{_guid(id)}", shapes=False,
        inside='<aris:attribute type="AT_NAME" locale="1033">N</aris:attribute>',
    ),
    "visio": Dialect(
        "semantic", declares='xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:pm="http://www.itp-commerce.com"',
        root='exporter="Process Modeler for Microsoft Visio"', id=lambda id: f"_{_number(id)}", announces="utf-8",
        inside="<pm:visio shape=\"Task.12\"><pm:cell n=\"PinX\" v=\"3.1\"/></pm:visio>", encoding="utf-8-sig",
    ),
    "visio itself": Dialect(
        declares='xmlns:v="http://schemas.microsoft.com/visio/2012/bpmn"', encoding="utf-16", announces="UTF-16",
        id=lambda id: f"Shape {_number(id)} - {id}",
    ),
    "yaoqiang": Dialect(
        declares=f'{_DI} {_XSI} xmlns:yaoqiang="http://bpmn.sourceforge.net" xmlns:tns="http://sourceforge.net/x"',
        root='exporter="Yaoqiang BPMN Editor" targetNamespace="http://sourceforge.net/x"',
        id=lambda id: f"_{_number(id)}", inside='<yaoqiang:style fillcolor="#FF0000"/>',
        first="<!-- made by an editor --><?xml-stylesheet href='x.xsl'?>",
    ),
    "trisotech": Dialect(
        "semantic", declares=f'{_DI} xmlns:triso="http://www.trisotech.com/2015/triso/modeling" '
                             'xmlns:trisofeed="http://trisotech.com/feed" xmlns:rss="http://purl.org/rss/2.0/"',
        root='triso:logoChoice="Default"', id=lambda id: f"_{_guid(id)}",
        inside='<triso:ElementInfo/><trisofeed:feed/><rss:item><rss:title>T</rss:title></rss:item>',
    ),
    "ibm": Dialect(
        "ns3", declares='xmlns:ns2="http://www.ibm.com/xmlns/prod/bpm/bpmn/ext/process" xmlns="urn:unused" '
                        'xmlns:ns4="http://www.ibm.com/blueworkslive"',
        id=lambda id: f"bpdid:{_guid(id)}", inside='<ns2:position x="3" y="4"/>', shapes=False,
        attributes='ns2:system="true" ns4:bwl="1"',
    ),
    "oracle": Dialect(
        declares=f'{_DI} xmlns:ora="http://xmlns.oracle.com/bpm/OracleExtensions"',
        id=lambda id: id[:2].upper() + _number(id),
        inside='<ora:OracleExtensions><ora:Feature name="a"><ora:Conversation type="P"/></ora:Feature>'
               "</ora:OracleExtensions>",
    ),
    "sap": Dialect(
        "bpmn", declares='xmlns:sap="http://www.sap.com/bpmn" xmlns:ifl="http:///com.sap.ifl.model/Ifl.xsd"',
        inside="<ifl:property><key>cmd</key><value>ctype::X</value></ifl:property>", id=lambda id: f"SN_{id}",
    ),
    "activiti": Dialect(
        declares='xmlns:activiti="http://activiti.org/bpmn"', root='typeLanguage="http://www.w3.org/2001/XMLSchema"',
        attributes='activiti:candidateGroups="a,b" activiti:formKey="f"', ends=False, shapes=False,
        inside='<activiti:formProperty id="x" name="X" type="enum"><activiti:value id="a"/></activiti:formProperty>',
    ),
    "flowable": Dialect(
        declares=f'{_DI} xmlns:flowable="http://flowable.org/bpmn" xmlns:design="http://flowable.org/design"',
        root='design:palette="flowable-work-process-palette"', attributes='flowable:skipExpression="${a}"',
        inside='<design:stencilid><![CDATA[FormTask]]></design:stencilid>',
    ),
    "enterprise architect": Dialect(
        "bpmn", declares=_DI, id=lambda id: f"EAID_{_guid(id).replace('-', '_').upper()}", encoding="cp1252",
        announces="windows-1252", process='processType="Private" isClosed="false"',
    ),
    "magicdraw": Dialect(
        "bpmn", declares='xmlns:uml="http://www.omg.org/spec/UML" xmlns:xmi="http://www.omg.org/spec/XMI"',
        attributes='xmi:id="x" xmi:type="uml:Class"', shapes=False, id=lambda id: f"_17_0_{_number(id)}_{id}",
    ),
    "of the draft": Dialect(space=_DRAFT, id=lambda id: f"tns:{id}", process="", shapes=False),
    "without a namespace": Dialect(space="", process="", ends=False, shapes=False, typed=False),
    "prefix declared nowhere": Dialect("bpmn", space="", inside="<camunda:x/>", shapes=False, typed=False),
    "old script": Dialect("b", encoding="latin-1", announces="ISO-8859-1", ends=False, shapes=False),
}  # fmt: skip


@dataclass
class Part:
    """An element: its name, id, attributes, what it holds, and whether its id is referred to by flows."""

    tag: str
    id: str
    name: str = ""
    holds: str = ""
    more: str = ""


def drawn_in(
    dialect: Dialect, parts: list[Part], flows: list[tuple[str, str, str]], beside: str = ""
) -> bytes:
    """Return a file with one process: nodes, flows (from, to, condition), and elements beside the process.

    ``{}`` in what parts hold and in `beside` stands for the prefix; ids there are written by `dialect.id`.
    """
    colon = f"{dialect.prefix}:" if dialect.prefix else ""

    def tag(name: str, attributes: str, content: str) -> str:
        return f"<{colon}{name} {attributes}>{content}</{colon}{name}>"

    made = []
    for part in parts:
        extension = tag("extensionElements", "", dialect.inside) if dialect.inside else ""
        ends = ""
        if dialect.ends:
            ends = "".join(
                tag(way, "", escape(dialect.id(f"{one}_{other}")))
                for one, other, _asked in flows
                for way, end in (("incoming", other), ("outgoing", one))
                if end == part.id
            )
        name = f"name={dialect.names(quoteattr(part.name))}" if part.name else 'name=""'
        start = f"id={quoteattr(dialect.id(part.id))} {name} {dialect.attributes} {part.more}"
        made.append(tag(part.tag, start, extension + ends + part.holds.replace("{}", colon)))
    for one, other, asked in flows:
        kind = f'xsi:type="{colon}tFormalExpression"' if dialect.typed and "xsi" in dialect.declares else ""
        inner = tag("conditionExpression", kind, escape(dialect.condition(asked))) if asked else ""
        start = f"id={quoteattr(dialect.id(f'{one}_{other}'))} sourceRef={quoteattr(dialect.id(one))}"
        made.append(tag("sequenceFlow", f"{start} targetRef={quoteattr(dialect.id(other))}", inner))
    shapes = ""
    if dialect.shapes and "bpmndi" in dialect.declares:
        bounds = '<omgdc:Bounds x="1" y="2" width="100" height="80"/>'
        figures = "".join(
            f"<bpmndi:BPMNShape id={quoteattr(f'di_{part.id}')} bpmnElement={quoteattr(dialect.id(part.id))}>"
            f"{bounds}</bpmndi:BPMNShape>" for part in parts
        )  # fmt: skip
        plane = f'<bpmndi:BPMNPlane bpmnElement="p">{figures}</bpmndi:BPMNPlane>'
        shapes = f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"
    space = (
        f"xmlns{':' if dialect.prefix else ''}{dialect.prefix}={quoteattr(dialect.space)}"
        if dialect.space
        else ""
    )
    process = tag("process", f'id="p" name="The process" {dialect.process}', "".join(made))
    around = (dialect.beside + beside).replace("{0}", "{}").replace("{}", colon)
    whole = tag("definitions", f"{space} {dialect.declares} {dialect.root}", around + process + shapes)
    head = f'<?xml version="1.0" encoding="{dialect.announces}" standalone="yes"?>\n{dialect.first}'
    return (head + whole).encode(dialect.encoding)
