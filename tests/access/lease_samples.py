"""A household's lease for the samples: running since a month ago, with a bill, and a task that waits for the tenant."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

from PIL import Image
from pypdf import PdfWriter

from app import engine
from app.cases.records import Case
from app.engine.decisions import decide
from app.leasing import commands
from app.leasing.commands import billing, exits, inspections
from app.leasing.records import Lease
from app.store import clock, files
from tests.engine import drawing

ASKED = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 id="asked_definitions" targetNamespace="https://anju.example/bpmn">
  <bpmn:process id="asked_of_a_tenant" name="asked" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>to_asked</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="asked" name="asked"><bpmn:extensionElements><zeebe:userTask />
      <zeebe:formDefinition formId="leasing.sign" />
      <zeebe:assignmentDefinition candidateGroups='="applicant@" + lease_number' /></bpmn:extensionElements>
      <bpmn:incoming>to_asked</bpmn:incoming><bpmn:outgoing>to_end</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="end"><bpmn:incoming>to_end</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="to_asked" sourceRef="begin" targetRef="asked" />
    <bpmn:sequenceFlow id="to_end" sourceRef="asked" targetRef="end" />
  </bpmn:process>
</bpmn:definitions>"""


def open_lease(case: Case) -> Lease:
    """The lease of a case's household, with its first bill."""
    start = clock.today() - timedelta(days=30)
    contract = commands.Contract(
        district=case.district,
        ownership=1,
        category=case.category,
        area=Decimal("40.00"),
        unit_price_fen=2500,
        start_on=start,
        end_on=start + timedelta(days=1095),
        terms=decide("lease_terms", {"category": case.category}),
        unit_name=f"安居苑 {case.id}",
        case_id=case.id,
        account_id=case.account_id,
        holder_name=case.applicant_name,
    )
    lease = commands.open_lease(contract)
    commands.begin(lease)
    billing.issue_first(lease)
    return lease


def ask_tenant(lease: Lease) -> int:
    """A task that waits for the tenant of the lease."""
    engine.deploy_files({"asked.bpmn": drawing.pictured(ASKED)}, by="system")
    data: dict[str, Any] = {"lease_id": lease.id, "lease_number": lease.number}
    engine.start("asked_of_a_tenant", business_key=lease.number, data=data, by="system")
    return int(engine.open_tasks(business_key=lease.number)[0].id)


def keep_photo(lease: Lease) -> str:
    """A photo of how the home was given back → its uid."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    stored = files.keep(content.getvalue(), "door.png")
    inspections.add_photos(lease, [stored.uid], by="officer:0")
    return stored.uid


def keep_bundle(lease: Lease) -> str:
    """A court bundle of the lease's exit → its uid."""
    opened = exits.open_exit(lease, "violation")
    page = PdfWriter()
    page.add_blank_page(200, 200)
    content = io.BytesIO()
    page.write(content)
    stored = files.keep(content.getvalue(), "bundle.pdf", kinds=("pdf",))
    if opened is not None:
        exits.note_exit(opened.id, "application", {"file_uid": stored.uid})
    return stored.uid
