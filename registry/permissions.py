from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from common.errors import Forbidden


class StaffWrites(BasePermission):
    """Signed-in people read what they were granted; only staff change."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            return False
        if request.method not in SAFE_METHODS and not request.user.is_staff:
            raise Forbidden("Only staff may change the registry. Ask an administrator to make you staff.")
        return True
