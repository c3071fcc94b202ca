from django.urls import include, path, re_path

from portal.views import shell

urlpatterns = [
    path("api/registry/", include("registry.urls")),
    path("api/v1/", include("live.urls")),
    path("api/", include("portal.urls")),
    re_path(r"^(?P<path>.*)$", shell, name="shell"),
]

handler404 = "common.problems.not_found_view"
handler500 = "common.problems.server_error_view"
