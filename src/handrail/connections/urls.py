from django.urls import path

from handrail.connections import views
from handrail.connections.consenting import views as consenting
from handrail.connections.filling import views as filling

urlpatterns = [
    path("connections/", views.overview, name="connections"),
    path("connections/mailbox/", views.mailbox, name="mailbox-new"),
    path("connections/mailbox/<uuid:id_>/", views.mailbox, name="mailbox"),
    path("connections/mailbox/<uuid:id_>/look/", views.look, name="mailbox-look"),
    path("connections/mailbox/<uuid:id_>/consent/", consenting.mailbox, name="consent-mailbox"),
    path("connections/consent/server/", consenting.server, name="consent-server"),
    path("connections/consent/", consenting.back, name="consent-back"),
    path("connections/messages/", views.messages, name="messages"),
    path("connections/messages/<uuid:id_>/", views.message, name="message"),
    path("connections/messages/<uuid:id_>/do/", views.message_do, name="message-do"),
    path("form/<str:token>/", filling.form, name="form-link"),
]
