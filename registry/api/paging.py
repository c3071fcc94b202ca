"""Lists by page: `?limit=&offset=`, answered with count and links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.pagination import LimitOffsetPagination

from common import params

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from rest_framework.request import Request
    from rest_framework.response import Response

PARAMS = {"limit": params.integer(1, 1000), "offset": params.integer(0, 2**31 - 1)}


class Pages(LimitOffsetPagination):
    default_limit = 100
    max_limit = 1000


def page(request: Request, rows: QuerySet[Any], shape: Callable[[Any], dict[str, Any]]) -> Response:
    """One page of rows: `{"count", "next", "previous", "results"}`."""
    pages = Pages()
    found = pages.paginate_queryset(rows, request)
    return pages.get_paginated_response([shape(row) for row in found or []])
