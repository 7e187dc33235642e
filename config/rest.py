"""Defaults of the REST API that its settings name. Apart from ``config.api``, because the
framework imports these while it is itself being imported."""

from rest_framework import authentication, pagination


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session; an anonymous caller gets 401, not 403."""

    def authenticate_header(self, request):
        return "Session"


class Pagination(pagination.PageNumberPagination):
    """50 rows a page, up to 200 on request."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
