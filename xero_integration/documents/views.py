"""The invoice form: a page by itself, a fragment in the deal page's dialog."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..access.doors import guarded, open_deal
from ..access.permissions import Permission
from ..outbox.models import Operation, OperationState
from ..pages import is_htmx, redirect, render_page
from .form_actions import act
from .form_page import page_context, plan_context
from .form_picks import pick_up_links, propose_contacts, take_created_contact
from .form_purpose import NEW, Words
from .form_session import FormSession, open_form
from .sending import Outcome, send
from .submitting import mail_after

FORM = "xero_integration/documents/invoice_form.html"
PLAN = "xero_integration/documents/plan.html"
WINDOW = "xi-invoice-window"
RESULTS = {
    "search_contact": "xero_integration/documents/contact_results.html",
    "search_item": "xero_integration/documents/item_results.html",
}


@guarded
@require_http_methods(["GET", "POST"])
def invoice_form(request: HttpRequest, source: str, pk: str) -> HttpResponse:
    """GET shows the deal's draft; every POST first keeps what was typed, then acts."""
    session = open_form(request, source, pk)
    if session is None:
        deal = open_deal(request, source, pk, Permission.CREATE_DOCUMENT)
        return already_sent(request, deal.source.url(request, deal.obj) or "/", NEW)
    return work_on(session)


def work_on(session: FormSession) -> HttpResponse:
    """Answer one request of an open form, whatever its purpose."""
    request = session.request
    action = request.POST.get("action", "refresh")
    if action == "create" and request.POST.get("draft"):
        # Without its draft's name a form sent twice could not be told from two forms.
        return _send(session)
    if action == "plan" and is_htmx(request):
        return render(request, PLAN, plan_context(session))
    take_created_contact(session)
    if request.method == "POST":
        act(session, action)
    elif session.config is None:
        pick_up_links(session)
    return _shown(session, action)


def already_sent(request: HttpRequest, deal_url: str, words: Words) -> HttpResponse:
    """The form was sent twice, or is still open in another tab."""
    if request.POST.get("action") == "plan" and is_htmx(request):
        context = {"words": words}
        return render(request, "xero_integration/documents/plan_closed.html", context)
    return redirect(request, deal_url)


def _shown(session: FormSession, action: str) -> HttpResponse:
    """Only the results while somebody types into a search, else the whole form.

    The button of a search asks for the whole form, and says so by its target.
    """
    template = RESULTS.get(action.partition(":")[0])
    target = session.request.headers.get("HX-Target", "")
    if template and is_htmx(session.request) and target != WINDOW:
        context = {"session": session, "search": session.search}
        return render(session.request, template, context)
    return _whole(session)


def _whole(session: FormSession, *, status: int = 200) -> HttpResponse:
    if not session.search.target:
        propose_contacts(session)
    return render_page(session.request, FORM, page_context(session), status=status)


def _send(session: FormSession) -> HttpResponse:
    sent = send(session)
    if sent.outcome is Outcome.BLOCKED:
        return _with_problems(session)
    if sent.outcome is Outcome.FOUND:
        return _ask_again(session)
    if sent.outcome is Outcome.NEEDLESS:
        told = _("Nothing was changed, so nothing was sent to Xero.")
        messages.info(session.request, told, fail_silently=True)
    if sent.outcome is not Outcome.SENT or sent.operation is None:
        return redirect(session.request, session.deal_url)
    operation, plan = sent.operation, session.plan
    if operation.state == OperationState.REFUSED:
        session.row.operation = operation
        take_created_contact(session)
        return _whole(session, status=_refused_status(session.request))
    if operation.state == OperationState.DONE:
        _tell(session, operation, mail_after(operation) if plan and plan.is_mailed else None)
    return redirect(session.request, session.deal_url)


def _with_problems(session: FormSession) -> HttpResponse:
    session.shown_problems = True
    return _whole(session, status=_refused_status(session.request))


def _ask_again(session: FormSession) -> HttpResponse:
    """The plan warns of the invoice now; pressing once more creates another one."""
    told = _(
        "Xero has an invoice for this deal that was missing here. It is on the deal now: "
        "look at it before you create another one."
    )
    messages.warning(session.request, told, fail_silently=True)
    return _with_problems(session)


def _tell(session: FormSession, operation: Operation, mail: Operation | None) -> None:
    """A host without the messages framework sees it in the panel all the same."""
    done = str(session.purpose.words.done)
    if mail is None:
        messages.success(session.request, done, fail_silently=True)
    elif mail.state == OperationState.DONE:
        text = _("%(done)s Xero has e-mailed it to the customer.") % {"done": done}
        messages.success(session.request, text, fail_silently=True)
    elif mail.state == OperationState.REFUSED:
        reason = " ".join(_(line) for line in mail.error_message.splitlines() if line)
        text = _("%(done)s But Xero did not e-mail it: %(reason)s")
        text %= {"done": done, "reason": reason}
        messages.warning(session.request, text, fail_silently=True)
    else:
        text = _("%(done)s The e-mail is on its way.") % {"done": done}
        messages.info(session.request, text, fail_silently=True)


def _refused_status(request: HttpRequest) -> int:
    """htmx swaps nothing on an error status, so only plain browsers and programs get one."""
    return 200 if is_htmx(request) else 422
