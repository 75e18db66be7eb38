"""Loads what a host adds to the app by naming it, with its dotted path, in a setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.utils.module_loading import import_string

from .exceptions import ConfigurationError

T = TypeVar("T")


def declared(setting: str, paths: Sequence[str], wanted: type[T]) -> list[T]:
    """Each thing that ``setting`` names, a class by an instance of it; loaded anew at each call.

    Raises ConfigurationError for what can't be imported or is something else.
    """
    return [_load(setting, path, wanted) for path in paths]


def _load(setting: str, path: str, wanted: type[T]) -> T:
    try:
        found = import_string(path)
    except ImportError as error:
        raise ConfigurationError(f'{setting}: "{path}" can\'t be imported') from error
    made = found() if isinstance(found, type) and issubclass(found, wanted) else found
    if not isinstance(made, wanted):
        raise ConfigurationError(f'{setting}: "{path}" is no {wanted.__name__}')
    return made
