from django.urls import path

from handrail.reviews import views

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/dates.ics", views.dates, name="reviews-dates"),
    path("reviews/<slug:slug>/", views.look_again, name="review-procedure"),
]
