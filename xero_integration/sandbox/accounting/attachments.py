"""Files attached to invoices, credit notes and contacts."""

from __future__ import annotations

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from .call import Call, Handler, api
from .history import Finder, find_contact, find_credit_note, find_invoice
from .records import Attachment
from .refusals import InvalidElementError, error_messages, not_found, validation
from .wire import Json, present

READ, WRITE = "accounting.attachments.read", "accounting.attachments"
MAX_FILES, MAX_BYTES = 10, 10 * 1024 * 1024
FORBIDDEN = set('<>:"/\\|?*+\0')


def _lister(name: str, finder: Finder) -> Handler:
    @api(READ)
    def list_files(call: Call, key: str) -> Response:
        parent = finder(call.organisation, key) or not_found()
        files = call.organisation.attachments.get(parent, [])
        return call.envelope("Attachments", [_render(call, name, parent, each) for each in files])

    return list_files


def _getter(finder: Finder) -> Handler:
    @api(READ, any_accept=True)
    def get_file(call: Call, key: str, file: str) -> Response:
        parent = finder(call.organisation, key) or not_found()
        files = call.organisation.attachments.get(parent, [])
        found = next((each for each in files if file in (each.attachment_id, each.file_name)), None)
        attachment = found or not_found()
        return Response(attachment.content, content_type=attachment.mime_type)

    return get_file


def _uploader(name: str, finder: Finder) -> Handler:
    @api(WRITE, any_accept=True)
    def upload(call: Call, key: str, file: str) -> Response:
        parent = finder(call.organisation, key) or not_found()
        try:
            attachment = _save(call, parent, file)
        except InvalidElementError as problem:
            return validation([{"ValidationErrors": error_messages(problem.messages)}])
        return call.envelope("Attachments", [_render(call, name, parent, attachment)])

    return upload


def _save(call: Call, parent: str, file: str) -> Attachment:
    """The same name overwrites."""
    content = call.request.get_data()
    files = call.organisation.attachments.setdefault(parent, [])
    known = next((each for each in files if each.file_name == file), None)
    if not content or len(content) > MAX_BYTES:
        raise InvalidElementError("The file must hold between 1 byte and 10 MB.")
    if FORBIDDEN & set(file):
        raise InvalidElementError("The file name holds a character that is not allowed.")
    if known is None and len(files) >= MAX_FILES:
        raise InvalidElementError("A document can have at most 10 attachments.")
    attachment = known or Attachment(call.new_id(), file, "", b"")
    attachment.content = content
    attachment.mime_type = call.request.headers.get("Content-Type", "application/octet-stream")
    attachment.include_online = call.flag("IncludeOnline")
    if known is None:
        files.append(attachment)
    call.note(parent, "Attached a file", file)
    return attachment


def _render(call: Call, name: str, parent: str, attachment: Attachment) -> Json:
    path = f"/api.xro/2.0/{name}/{parent}/Attachments/{attachment.file_name}"
    return present(
        {
            "AttachmentID": attachment.attachment_id,
            "FileName": attachment.file_name,
            "Url": f"https://api.xero.com{path}",
            "MimeType": attachment.mime_type,
            "ContentLength": len(attachment.content),
            "IncludeOnline": True if attachment.include_online else None,
        }
    )


def _routes() -> list[Rule]:
    parents: tuple[tuple[str, Finder], ...] = (
        ("Invoices", find_invoice),
        ("CreditNotes", find_credit_note),
        ("Contacts", find_contact),
    )
    rules = []
    for name, finder in parents:
        path = f"/api.xro/2.0/{name}/<key>/Attachments"
        rules.append(Rule(path, endpoint=_lister(name, finder), methods=["GET"]))
        rules.append(Rule(f"{path}/<file>", endpoint=_getter(finder), methods=["GET"]))
        upload = _uploader(name, finder)
        rules.append(Rule(f"{path}/<file>", endpoint=upload, methods=["PUT", "POST"]))
    return rules


ROUTES = _routes()
