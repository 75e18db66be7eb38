"""Finds the sources named in ``SOURCES``, anew at each call so that settings stay changeable."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.module_loading import import_string

from ..conf import conf
from ..exceptions import ConfigurationError, UnknownSource
from .source import InvoiceSource


def get_source(key: str) -> InvoiceSource:
    paths = _paths()
    if key not in paths:
        raise UnknownSource(f'No source "{key}" in SOURCES')
    return _load(key, paths[key])


def all_sources() -> Mapping[str, InvoiceSource]:
    """Every source by key, in the order of the settings."""
    return {key: _load(key, path) for key, path in _paths().items()}


def first_source() -> InvoiceSource:
    """The source that answers for the settings pages, where there is no record."""
    return next(iter(all_sources().values()))


def site_has_tenants() -> bool:
    """Whether one of the sources says itself to whom a record belongs."""
    return any(type(source).tenant is not InvoiceSource.tenant for source in all_sources().values())


def _paths() -> Mapping[str, str]:
    if not isinstance(conf.SOURCES, Mapping):
        raise ConfigurationError('SOURCES is no dictionary: write {"deal": "crm.xero.DealSource"}.')
    return conf.SOURCES


def _load(key: str, path: str) -> InvoiceSource:
    try:
        source_class = import_string(path)
    except ImportError as error:
        raise ConfigurationError(f'SOURCES["{key}"]: "{path}" can\'t be imported') from error
    if not (isinstance(source_class, type) and issubclass(source_class, InvoiceSource)):
        raise ConfigurationError(f'SOURCES["{key}"]: "{path}" is not an InvoiceSource')
    source = source_class()
    source.key = key
    return source
