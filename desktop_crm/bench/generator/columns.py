"""The columns that generated rows fill, by table; all others take their defaults."""

from __future__ import annotations

CASE = (
    "id customer_id number process version_id status owner_id channel segment subject started_at "
    "recorded_at concluded_at first_concluded_at expectation delivered promised_until paused_until "
    "grade graded_by net_seconds customer_seconds"
)
WORK = (
    "id customer_id case_id step activity role state holder_id lender_id reason offered_at claimed_at opened_at "
    "ended_at ended_by"
)
TOKEN = "id customer_id case_id from_step to_step arrived_at taken_at"
EVENT = (
    "id customer_id case_id work_item_id sequence kind happened_at recorded_at actor_id replica "
    "monotonic_ns detail"
)
QUESTION = (
    "id customer_id case_id contact_id text raised_at recorded_at answer_contact_id answered_at "
    "answer_recorded_at"
)
VALUE = (
    "id customer_id case_id item scope content answer reason registered_at registered_by work_item_id "
    "process source replaces_id"
)
ATTACHMENT = "id customer_id case_id name media_type size sha256 content recorded_at"
PROMISE = "id customer_id case_id contact_id until made_at recorded_at channel made_by"
CLOCK = (
    "id customer_id case_id ksf measure subject subject_id state started_at due_at warn_at stopped_at "
    "net_seconds customer_seconds revised previous target"
)
CUSTOMER = (
    "id customer_id number kind name sort_key prefix given additional particle family organisation "
    "birth_date language segment status owner_id since created_at"
)
POINT = "id customer_id kind label content normal preferred position"
ADDRESS = "id customer_id label street postcode town country"
RELATION = "id customer_id other_id kind"
CONSENT = "id customer_id channel given happened_at"
TRADE = "id customer_id kind product reference cents status happened_at master"
CONTACT = (
    "id customer_id case_id channel direction party by_person employee_id happened_at recorded_at subject "
    "text work_item_id replica monotonic_ns"
)
EVERYDAY = (
    "id customer_id channel direction employee_id happened_at recorded_at subject text replica monotonic_ns"
)
PLANNED = "id customer_id channel subject planned_at employee_id"
MASTERED = "id customer_id item scope content registered_at source"
EARLIER = "id customer_id item scope content registered_at registered_by process source"
