from django.urls import path

from handrail.people import views
from handrail.people.notice import views as notice
from handrail.people.paid import views as paid

urlpatterns = [
    path("start/<str:token>/", views.first_owner, name="first-owner"),
    path("join/", views.join, name="join"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="people-invite"),
    path("people/invite/<uuid:id_>/withdraw/", views.withdraw, name="people-withdraw"),
    path("people/<uuid:id_>/", views.change_member, name="people-change"),
    path("people/<uuid:id_>/terms/", paid.terms, name="people-terms"),
    path("people/<uuid:id_>/duty/", paid.duty, name="people-duty"),
    path("people/notice/", notice.notice, name="notice"),
    path("people/notice/words/", notice.add_words, name="notice-words"),
    path("people/notice/kept/", notice.who_kept, name="notice-kept"),
    path("people/notice/<uuid:id_>/", notice.copy, name="notice-copy"),
    path("settings/mail/", views.mail, name="settings-mail"),
    path("settings/mail/test/", views.mail_test, name="settings-mail-test"),
    path("settings/mail/<uuid:id_>/again/", views.mail_again, name="settings-mail-again"),
]
