from django.urls import path

from handrail.people import views

urlpatterns = [
    path("start/<str:token>/", views.first_owner, name="first-owner"),
    path("join/", views.join, name="join"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="people-invite"),
    path("people/invite/<uuid:id_>/withdraw/", views.withdraw, name="people-withdraw"),
    path("people/<uuid:id_>/", views.change_member, name="people-change"),
    path("settings/mail/", views.mail, name="settings-mail"),
    path("settings/mail/test/", views.mail_test, name="settings-mail-test"),
    path("settings/mail/<uuid:id_>/again/", views.mail_again, name="settings-mail-again"),
]
