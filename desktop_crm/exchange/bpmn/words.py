"""The words of BPMN 2.0 that a drawing is read and written with."""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OURS = "urn:desktop-crm:process-model:1"
PYTHON = "https://www.python.org/"

# Also those of the drafts before the standard, which old tools still write.
SPACES = frozenset({MODEL, "http://schema.omg.org/spec/BPMN/2.0", "http://www.omg.org/bpmn20"})
DRAWN = frozenset({DI, DC, DD, "http://bpmndi.org", "http://www.omg.org/spec/BPMN/20100524/DI-XMI"})

EMPLOYEE_TASKS = frozenset({"task", "userTask", "manualTask", "callActivity"})
SYSTEM_TASKS = frozenset({"serviceTask", "scriptTask", "businessRuleTask", "sendTask"})
TASKS = EMPLOYEE_TASKS | SYSTEM_TASKS | {"receiveTask"}
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
EVENTS = frozenset(
    {
        "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent",
        "intermediateEvent", "implicitThrowEvent",
    }
)  # fmt: skip
FLOW_NODES = TASKS | SUB_PROCESSES | GATEWAYS | EVENTS

# What only connects the parts of an element that is read, or says again what another element says.
PLUMBING = frozenset(
    {
        "incoming", "outgoing", "flowNodeRef", "flowElementRef", "laneSet", "childLaneSet", "ioSpecification",
        "inputSet", "outputSet", "dataInputRefs", "dataOutputRefs", "inputSetRefs", "outputSetRefs",
        "optionalInputRefs", "whileExecutingInputRefs", "optionalOutputRefs", "whileExecutingOutputRefs",
        "sourceRef", "targetRef", "text", "extensionElements", "documentation", "collaboration", "definitions",
        "process", "itemDefinition", "dataState", "supportedInterfaceRef", "messageRef", "operationRef",
        "eventDefinitionRef", "correlationPropertyRef", "participantMultiplicity", "import", "extension",
    }
)  # fmt: skip
