from django.urls import path

from registry.api.services import ServiceList
from registry.api.twins import TwinDetail, TwinList

urlpatterns = [
    path("twins", TwinList.as_view(), name="registry-twins"),
    path("twins/<str:twin_id>", TwinDetail.as_view(), name="registry-twin"),
    path("services", ServiceList.as_view(), name="registry-services"),
]
