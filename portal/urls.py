import django_eventstream
from django.urls import include, path

from portal.api.cards import CardsView
from portal.api.session import LinkView, SessionView
from portal.api.status import LivenessView, StatusView

urlpatterns = [
    path("healthz", LivenessView.as_view(), name="healthz"),
    path("auth/session", SessionView.as_view(), name="session"),
    path("auth/link", LinkView.as_view(), name="sign-in-link"),
    path("portal/cards", CardsView.as_view(), name="portal-cards"),
    path("portal/status", StatusView.as_view(), name="portal-status"),
    # For third parties; the page itself reads /api/portal/stream, which is not Django's (see portal/stream/route.py).
    path("portal/events", include(django_eventstream.urls)),
]
