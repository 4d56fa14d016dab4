"""What an employee's log-in may not change however it is asked: guards that compare a row before and after.

Policies say which rows somebody may touch; these functions say what may become of one. They let the store's owner
pass, who restores and upgrades, and are generated into triggers like those of `triggers`.
"""

from __future__ import annotations

from desktop_crm.store.server.scope import PINNED

_TRIGGER = f"RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER {PINNED}"

# A step is taken, opened and completed by those who answer for its activity, and given only to such; what the
# system or the customer does has no role. All else (a wait that ends with the customer's next contact, a case
# that ends or goes back) follows from what somebody may do elsewhere in the case.
_ITEM = f"""
CREATE FUNCTION crm_guard_work_item() {_TRIGGER} AS $body$
DECLARE me uuid; version uuid; nobodys boolean;
BEGIN
  IF public.crm_free() THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF NEW.state = OLD.state AND NEW.holder_id IS NOT DISTINCT FROM OLD.holder_id THEN
      RETURN NEW;
    END IF;
  END IF;
  me := public.crm_me();
  SELECT version_id INTO version FROM public.crm_case WHERE id = NEW.case_id;
  IF NEW.state IN ('completed', 'skipped') THEN
    nobodys := NEW.holder_id IS NULL AND NOT EXISTS (
      SELECT FROM public.access_right WHERE version_id = version AND object_code = NEW.activity AND verb = 'perform');
    IF NOT (nobodys OR public.crm_answers(me, version, NEW.activity)) THEN
      RAISE EXCEPTION 'guard: work_item: this activity is not among your responsibilities';
    END IF;
  END IF;
  IF NEW.holder_id IS NOT NULL AND (TG_OP = 'INSERT' OR NEW.holder_id IS DISTINCT FROM OLD.holder_id)
     AND NOT public.crm_answers(NEW.holder_id, version, NEW.activity) THEN
    RAISE EXCEPTION 'guard: work_item: who gets it does not answer for this activity';
  END IF;
  RETURN NEW;
END $body$
"""
# Who has a part in a case: its owner, who answers for one of its steps or holds it, a supervisor.
_PART = f"""
CREATE FUNCTION crm_part(of_case uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER {PINNED} AS $body$
DECLARE me uuid := public.crm_me();
BEGIN
  RETURN public.crm_may('supervise')
      OR EXISTS (SELECT FROM public.crm_case WHERE id = of_case AND owner_id = me)
      OR EXISTS (SELECT FROM public.work_item AS own JOIN public.crm_case AS running ON running.id = own.case_id
                  WHERE own.case_id = of_case
                    AND (own.holder_id = me OR public.crm_answers(me, running.version_id, own.activity)));
END $body$
"""
_CASE = f"""
CREATE FUNCTION crm_guard_crm_case() {_TRIGGER} AS $body$
BEGIN
  IF public.crm_free() OR public.crm_part(OLD.id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'guard: crm_case: you have no part in this case';
END $body$
"""
_VALUE = f"""
CREATE FUNCTION crm_guard_item_value() {_TRIGGER} AS $body$
BEGIN
  IF public.crm_free() OR NEW.case_id IS NULL OR EXISTS (
      SELECT FROM public.crm_case AS running
        JOIN public.access_right AS held ON held.version_id = running.version_id
         AND held.verb IN ('perform', 'receive') AND held.role = ANY (public.crm_roles())
        JOIN public.model_row AS used ON used.version_id = running.version_id AND used.kind = 'use'
         AND used.owner = held.object_code AND used.code = 'output/' || NEW.item
       WHERE running.id = NEW.case_id) OR public.crm_part(NEW.case_id) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'guard: item_value: none of your activities registers this';
END $body$
"""
# A proposal goes where its contact goes; what becomes of it, whoever may change models says.
_PROPOSAL = f"""
CREATE FUNCTION crm_guard_ksf_proposal() {_TRIGGER} AS $body$
BEGIN
  IF public.crm_free() OR public.crm_models() OR public.crm_erasing() THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'guard: ksf_proposal: whoever may change models decides on it';
END $body$
"""
# Numbers are given out in order: nobody gives the same one twice.
_NUMBER = f"""
CREATE FUNCTION crm_guard_number_series() {_TRIGGER} AS $body$
BEGIN
  IF NEW.next_number <> OLD.next_number + 1 AND NOT public.crm_free() THEN
    RAISE EXCEPTION 'guard: number_series: numbers are given out one by one';
  END IF;
  RETURN NEW;
END $body$
"""
# A time of recording that is filled in later is the instant of doing so.
_STAMPED = f"""
CREATE FUNCTION crm_guard_stamp() {_TRIGGER} AS $body$
BEGIN
  IF (to_jsonb(NEW) ->> TG_ARGV[0])::bigint <> public.crm_now() AND NOT public.crm_free() THEN
    RAISE EXCEPTION 'guard: %: the store says when something is recorded', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $body$
"""
_TRIGGERS = (
    (
        "guard_work_item_answering",
        "BEFORE INSERT OR UPDATE OF state, holder_id ON work_item",
        "",
        "work_item()",
    ),
    (
        "guard_crm_case_part",
        "BEFORE UPDATE OF status, owner_id, version_id, process, grade ON crm_case",
        # Who serves may take a case up again, at the customer's word.
        "WHEN (OLD.owner_id <> NEW.owner_id OR OLD.version_id <> NEW.version_id OR OLD.process <> NEW.process "
        "OR OLD.status <> NEW.status AND NEW.status <> 'running' "
        "OR OLD.grade IS NOT NULL AND OLD.grade IS DISTINCT FROM NEW.grade) ",
        "crm_case()",
    ),
    ("guard_item_value_registering", "BEFORE INSERT ON item_value", "", "item_value()"),
    (
        "guard_ksf_proposal_decision",
        "BEFORE UPDATE OF words, remark, state, version_id, decided_by, decided_at, reason ON ksf_proposal",
        "",
        "ksf_proposal()",
    ),
    ("guard_number_series_order", "BEFORE UPDATE ON number_series", "", "number_series()"),
    (
        "guard_question_stamp",
        "BEFORE UPDATE OF answer_recorded_at ON question",
        "WHEN (NEW.answer_recorded_at IS DISTINCT FROM OLD.answer_recorded_at) ",
        "stamp('answer_recorded_at')",
    ),
)


def statements() -> list[str]:
    """Return what makes the guards."""
    found = [_ITEM, _PART, _CASE, _VALUE, _PROPOSAL, _NUMBER, _STAMPED]
    for name, event, when, calls in _TRIGGERS:
        table = event.rpartition(" ")[2]
        found.append(f"CREATE TRIGGER {name} {event} FOR EACH ROW {when}EXECUTE FUNCTION crm_guard_{calls}")
        found.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    return [statement.strip() for statement in found]
