from django.urls import path

from live.api import HistoryView, TwinView

urlpatterns = [
    path("twins/<str:twin_id>", TwinView.as_view(), name="twin"),
    path("twins/<str:twin_id>/history", HistoryView.as_view(), name="twin-history"),
]
