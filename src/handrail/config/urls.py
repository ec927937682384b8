"""Every address, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("handrail.home.urls")),
    path("", include("handrail.people.urls")),
    path("", include("handrail.business.urls")),
    path("", include("handrail.customers.urls")),
    path("", include("handrail.inquiries.urls")),
    path("", include("handrail.law.urls")),
    path("", include("handrail.procedures.urls")),
    path("", include("handrail.desk.urls")),
    path("", include("handrail.records.urls")),
    path("", include("handrail.web.urls")),
    path("account/", include("handrail.people.closed")),
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
]
