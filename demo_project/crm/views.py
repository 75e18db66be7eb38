"""The pages of the CRM."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from .board import columns
from .forms import CompanyForm, DealForm, LineForm, StageForm
from .models import Company, Deal, Stage

may_change_deals = permission_required("crm.change_deal", raise_exception=True)
may_change_companies = permission_required("crm.change_company", raise_exception=True)


@login_required
def board(request: HttpRequest) -> HttpResponse:
    return render(request, "crm/board.html", {"columns": columns()})


@login_required
def deal_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _deal_page(request, pk, LineForm())


def _deal_page(request: HttpRequest, pk: int, form: LineForm, *, status: int = 200) -> HttpResponse:
    deal = get_object_or_404(_deals(), pk=pk)
    context = {"deal": deal, "line_form": form, "stages": Stage.choices}
    return render(request, "crm/deal.html", context, status=status)


def _deals() -> QuerySet[Deal]:
    return Deal.objects.select_related("company", "person", "owner").prefetch_related(
        "lines__product"
    )


@login_required
@may_change_deals
def new_deal(request: HttpRequest) -> HttpResponse:
    form = DealForm(request.POST or None, instance=Deal(owner_id=request.user.pk))
    return _saved_or_form(request, form, "New deal")


@login_required
@may_change_deals
def edit_deal(request: HttpRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(Deal, pk=pk)
    return _saved_or_form(request, DealForm(request.POST or None, instance=deal), deal.title)


@login_required
@may_change_companies
def edit_company(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=pk)
    form = CompanyForm(request.POST or None, instance=company)
    return _saved_or_form(request, form, company.name)


def _saved_or_form(request: HttpRequest, form: ModelForm, heading: str) -> HttpResponse:
    if form.is_valid():
        return redirect(form.save())
    return render(request, "crm/form.html", {"form": form, "heading": heading})


@require_POST
@login_required
@may_change_deals
def move_deal(request: HttpRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(Deal, pk=pk)
    form = StageForm(request.POST)
    if form.is_valid():
        deal.stage = form.cleaned_data["stage"]
        deal.save(update_fields=["stage"])
    return redirect(deal)


@require_POST
@login_required
@may_change_deals
def add_line(request: HttpRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(Deal, pk=pk)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _deal_page(request, pk, form, status=422)
    form.instance.deal = deal
    form.save()
    messages.success(request, f"{form.instance.product} was added.")
    return redirect(deal)


@require_POST
@login_required
@may_change_deals
def remove_line(request: HttpRequest, pk: int, line: int) -> HttpResponse:
    deal = get_object_or_404(Deal, pk=pk)
    get_object_or_404(deal.lines, pk=line).delete()
    return redirect(deal)


@login_required
def companies(request: HttpRequest) -> HttpResponse:
    counted = Company.objects.annotate(deal_count=Count("deals"))
    return render(request, "crm/companies.html", {"companies": counted})


@login_required
def company_page(request: HttpRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company.objects.prefetch_related("people"), pk=pk)
    deals = _deals().filter(company=company)
    return render(request, "crm/company.html", {"company": company, "deals": deals})
