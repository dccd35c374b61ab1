"""What programs give and get, as marshmallow schemas: they check the requests and write the OpenAPI description."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

MOST = 200


def _said(text: str, **more: Any) -> dict[str, Any]:
    return {"description": text, **more}


class Text(fields.String):
    """A text that a database can keep: without the character U+0000."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\x00" in text:
            raise ValidationError("U+0000")
        return text


class Strict(Schema):
    """A name that is not known is named in the answer, not passed over."""

    class Meta:
        """marshmallow's options."""

        unknown = RAISE


class Wrong(Schema):
    """One thing that is wrong in what was sent."""

    pointer = fields.String(required=True, metadata=_said("RFC 6901, with # before it: `#/answers/result`."))
    detail = fields.String(required=True, metadata=_said("What is wrong there, for people."))


class Problem(Schema):
    """RFC 9457."""

    type = fields.String(required=True, metadata=_said("Always about:blank: the status says which problem it is."))
    title = fields.String(required=True)
    status = fields.Integer(required=True, metadata=_said("That of the answer."))
    detail = fields.String(required=True, metadata=_said("What happened and what to do, for people."))
    errors = fields.List(fields.Nested(Wrong), metadata=_said("Everything that is wrong at once; only with 422."))


class Paging(Strict):
    """Where to go on, and how many at most."""

    cursor = Text(
        validate=validate.Length(max=300), metadata=_said("`next` of the page before; nothing for the first page.")
    )
    limit = fields.Integer(
        load_default=50, validate=validate.Range(min=1, max=MOST), metadata=_said("How many items at most.")
    )


class DiagramOut(Schema):
    """One version of a diagram."""

    diagram = fields.String(metadata=_said("The BPMN process id."))
    version = fields.Integer()
    name = fields.String()
    sha256 = fields.String(metadata=_said("Of the XML."))
    deployed_at = fields.AwareDateTime()
    deployed_by = fields.String()


class ProcessQuery(Paging):
    """Which processes."""

    diagram = Text(validate=validate.Length(max=200))
    state = Text(validate=validate.OneOf(("running", "suspended", "troubled", "done", "cancelled")))
    business_key = Text(validate=validate.Length(max=200), metadata=_said("The number of the case."))


class ProcessOut(Schema):
    """A run of a diagram."""

    id = fields.Integer()
    diagram = fields.String()
    version = fields.Integer()
    business_key = fields.String()
    state = fields.String(metadata=_said("running, suspended, troubled, done or cancelled"))
    due_at = fields.AwareDateTime(allow_none=True, metadata=_said("The earliest timer."))
    started_at = fields.AwareDateTime()
    started_by = fields.String()
    ended_at = fields.AwareDateTime(allow_none=True)
    revision = fields.Integer(metadata=_said("Counts its changes."))
    troubled_at = fields.String(allow_none=True, metadata=_said("The element at which it stopped in trouble."))


class StartIn(Strict):
    """What is to be started."""

    diagram = Text(required=True, validate=validate.Length(min=1, max=200))
    business_key = Text(
        validate=validate.Length(min=1, max=200), metadata=_said("The number of a case in sight; made up when absent.")
    )
    data = fields.Dict(keys=fields.String(), load_default=dict, metadata=_said("The process's variables."))


class TaskQuery(Paging):
    """Which open tasks."""

    diagram = Text(validate=validate.Length(max=200))
    element = Text(validate=validate.Length(max=200))
    business_key = Text(validate=validate.Length(max=200), metadata=_said("A part of the case's number."))
    organisation = Text(validate=validate.Length(max=60))
    mine = fields.Boolean(metadata=_said("Only those the token's officer has claimed."))
    unclaimed = fields.Boolean()
    late = fields.Boolean()


class TaskOut(Schema):
    """A user task. The answers it asks for are those of its form."""

    id = fields.Integer()
    process_id = fields.Integer()
    business_key = fields.String()
    diagram = fields.String()
    element = fields.String()
    name = fields.String()
    form = fields.String(allow_none=True)
    role = fields.String(allow_none=True)
    organisation = fields.String(allow_none=True)
    assignee = fields.String(allow_none=True)
    due_at = fields.AwareDateTime(allow_none=True, metadata=_said("24:00 of the last permitted day."))
    started_at = fields.AwareDateTime()
    state = fields.String(metadata=_said("open, done or cancelled"))
    completed_by = fields.String(allow_none=True)
    completed_at = fields.AwareDateTime(allow_none=True)


class CompleteIn(Strict):
    """A task's answers: by the keys of its form, checked as on the task's page."""

    answers = fields.Dict(keys=fields.String(), required=True)


class MessageIn(Strict):
    """A message to a process that waits for it."""

    name = Text(required=True, validate=validate.Length(min=1, max=200))
    key = Text(required=True, validate=validate.Length(min=1, max=200), metadata=_said("Correlation key."))
    data = fields.Dict(keys=fields.String(), load_default=dict)


class SignalIn(Strict):
    """A signal to everybody who waits for it now, and to every diagram that begins with it."""

    name = Text(required=True, validate=validate.Length(min=1, max=200))
    data = fields.Dict(keys=fields.String(), load_default=dict)


class SignalOut(Schema):
    """A signal that was taken: each who is to have it has it in a transaction of its own, within seconds."""

    name = fields.String()
    waiting = fields.Integer(metadata=_said("How many will have it: waiting processes, and diagrams that it starts."))


class EntryOut(Schema):
    """A journal entry: who put what in, and where it led. What was answered stays in the house."""

    seq = fields.Integer()
    at = fields.AwareDateTime()
    by = fields.String()
    kind = fields.String()
    element = fields.String()
    path = fields.Function(
        lambda entry: entry.data.get("path", []),
        metadata=_said("The elements passed.", type="array", items={"type": "string"}),
    )
    hash = fields.String(metadata=_said("Of this entry and the one before it."))


def _page(of: type[Schema]) -> type[Schema]:
    made = {
        "items": fields.List(fields.Nested(of)),
        "next": fields.String(allow_none=True, metadata=_said("The cursor of the next page; null on the last one.")),
    }
    return Schema.from_dict(made, name=f"{of.__name__.removesuffix('Out')}Page")  # type: ignore[arg-type]


DiagramPage, ProcessPage, TaskPage, EntryPage = map(_page, (DiagramOut, ProcessOut, TaskOut, EntryOut))
