"""Every address, room by room."""

from django.urls import include, path

from handrail.config import views

handler500 = "handrail.web.views.broken"
urlpatterns = [
    path("", include("handrail.desk.urls")),  # first: an agent waits, and an open case asks every few seconds
    path("", include("handrail.home.urls")),
    path("", include("handrail.people.urls")),
    path("", include("handrail.business.urls")),
    path("", include("handrail.customers.urls")),
    path("", include("handrail.connections.urls")),
    path("", include("handrail.inquiries.urls")),
    path("", include("handrail.law.mine.urls")),  # before the law's own, whose last address takes any word
    path("", include("handrail.law.versions.urls")),
    path("", include("handrail.law.urls")),
    path("", include("handrail.procedures.urls")),
    path("", include("handrail.drafting.urls")),
    path("", include("handrail.measures.urls")),
    path("", include("handrail.records.urls")),
    path("", include("handrail.reviews.urls")),
    path("", include("handrail.api.urls")),
    path("", include("handrail.web.urls")),
    path("health/", views.alive, name="alive"),
    path("settings/health/", views.health, name="settings-health"),
    path("account/", include("handrail.people.closed")),
    path("account/", include("allauth.account.urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
]
