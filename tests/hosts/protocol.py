"""The interface of a host's ``factory`` module, so that a test needs no word about which host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from .lines import Customer, Line


class Host(Protocol):
    source_key: str
    has_tenants: bool

    def make_user(self, role: str = "rep", *, tenant: str = "") -> Any: ...

    def make_company(self, customer: Customer | None = None) -> Any: ...

    def make_product(self, code: str, *, name: str = "", price: Any = "1") -> Any: ...

    def make_deal(
        self,
        *,
        lines: Sequence[Line] = ...,
        company: Any = None,
        currency: str = "NZD",
        tenant: str = "",
        title: str = "New oven",
        reference: str = "",
        without_company: bool = False,
    ) -> Any: ...

    def deal_url(self, deal: Any) -> str: ...

    def unknown_pk(self) -> str: ...
