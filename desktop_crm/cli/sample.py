"""The sample company put into a new store: its model published, its people hired."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_crm.bootstrap import Desk


def settle_sample(administrator: Desk, password: str) -> None:
    """Publish the sample model and add its people, who all log in with the administrator's `password`."""
    from desktop_crm.bench.generator.company import sample_colleagues, sample_model
    from desktop_crm.process.reads import versions

    administrator.model.import_model(sample_model())
    with administrator.store.read() as view:
        newest = versions(view)[-1].number
    administrator.model.publish(number=newest)
    for one in sample_colleagues():
        administrator.employees.add_employee(
            login=one.login, name=one.name, roles=one.roles, password=password
        )
