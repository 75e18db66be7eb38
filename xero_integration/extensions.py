"""Façade: the bases of what a host adds by naming it in a setting; see ``docs/howto/extend.md``.

``MAPPING_TARGETS``, ``OPERATIONS`` and ``EXPLANATIONS`` hold dotted paths, which are loaded once
the apps are ready: import this module wherever your source stands, not in your models.
"""

from __future__ import annotations

from .client import XeroClient
from .mapping.targets import MappingTarget
from .outbox.explanations import Explanation, Fix
from .outbox.kinds import OperationKind, Outcome
from .outbox.models import Operation

__all__ = [
    "Explanation",
    "Fix",
    "MappingTarget",
    "Operation",
    "OperationKind",
    "Outcome",
    "XeroClient",
]
