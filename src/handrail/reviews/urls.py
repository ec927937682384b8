from django.urls import path

from handrail.reviews import views
from handrail.reviews.law import views as law

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/dates.ics", views.dates, name="reviews-dates"),
    path("reviews/held/", law.held, name="reviews-held"),
    path("reviews/law/<uuid:id_>/", law.version, name="reviews-law"),
    path("reviews/<slug:slug>/", views.look_again, name="review-procedure"),
]
