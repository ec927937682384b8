from django.urls import path

from handrail.inquiries import views

urlpatterns = [
    path("inquiries/", views.overview, name="inquiries"),
    path("inquiries/bring/", views.bring, name="inquiries-bring"),
    path("inquiries/held/<uuid:id_>/", views.held, name="inquiries-held"),
    path("inquiries/file/<uuid:id_>/", views.file, name="inquiries-file"),
    path("inquiries/topics/", views.look_for_topics, name="inquiries-topics"),
    path("inquiries/topics/<uuid:id_>/stop/", views.stop_topics, name="inquiries-topics-stop"),
    path("inquiries/topic/<uuid:id_>/", views.topic, name="inquiries-topic"),
    path("inquiries/asked/", views.asked, name="inquiries-asked"),
    path("inquiries/tickets/", views.tickets, name="inquiries-tickets"),
    path("inquiries/tickets/<uuid:id_>/", views.ticket, name="inquiries-ticket"),
]
