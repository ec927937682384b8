from django.urls import path

from handrail.desk import views
from handrail.desk.after.reasons.views import reasons
from handrail.desk.clocks.answering.views import answering
from handrail.desk.counsel import views as counsel
from handrail.desk.drafts.views import draft
from handrail.desk.escalating import views as escalating
from handrail.desk.from_paper.views import from_paper
from handrail.desk.going_back import views as going_back
from handrail.desk.handing import views as handing
from handrail.desk.known_events import views as known_events
from handrail.desk.mine.views import mine
from handrail.desk.promises import views as promises
from handrail.desk.promises.subscribing import views as subscribing
from handrail.desk.watching.coaching import views as coaching
from handrail.desk.watching.following import views as following
from handrail.desk.watching.live.views import live
from handrail.desk.watching.scoring import views as scoring

urlpatterns = [
    path("desk/<uuid:id_>/watched/", following.watched, name="case-watched"),  # first: it is asked most
    path("desk/", views.desk, name="desk"),
    path("desk/start/", views.start, name="desk-start"),
    path("desk/paper/", from_paper, name="desk-paper"),
    path("desk/mine/", mine, name="mine"),
    path("desk/mine/<uuid:id_>/", mine, name="mine-of"),
    path("desk/due/", promises.due, name="due"),
    path("desk/due/answering/", answering, name="answering"),
    path("desk/due/calendar/", subscribing.mine, name="due-calendar"),
    path("desk/due/calendar/<str:token>.ics", subscribing.feed, name="due-feed"),
    path("desk/due/<uuid:id_>/", promises.act, name="promise-act"),
    path("desk/live/", live, name="live"),
    path("desk/live/<uuid:id_>/", following.follow, name="follow"),
    path("desk/coaching/<uuid:id_>/<slug:what>/", coaching.act, name="coaching-act"),
    path("desk/scoring/", scoring.scoring, name="scoring"),
    path("desk/scoring/<uuid:id_>/<slug:what>/", scoring.act, name="score-act"),
    path("desk/reasons/", reasons, name="reasons"),
    path("desk/events/", known_events.events, name="known-events"),
    path("desk/events/new/", known_events.new, name="known-event-new"),
    path("desk/events/<uuid:id_>/", known_events.event, name="known-event"),
    path("desk/events/<uuid:id_>/<slug:what>/", known_events.act, name="known-event-act"),
    path("desk/escalations/", escalating.escalations, name="escalations"),
    path("desk/escalations/<uuid:id_>/", escalating.escalation, name="escalation"),
    path("desk/escalations/<uuid:id_>/<slug:what>/", escalating.act, name="escalation-act"),
    path("desk/counsel/", counsel.tasks, name="counsel-list"),
    path("desk/counsel/<uuid:id_>/", counsel.task, name="counsel"),
    path("desk/counsel/<uuid:id_>/<slug:what>/", counsel.act, name="counsel-act"),
    path("desk/emergency/", views.emergency_card, name="emergency"),
    path("desk/item/<uuid:id_>/begin/", views.begin_queued, name="item-begin"),
    path("desk/item/<uuid:id_>/", views.close_item, name="item-close"),
    path("desk/<uuid:id_>/", views.case, name="case"),
    path("desk/<uuid:id_>/file/<uuid:file_id>/", views.attachment, name="case-attachment"),
    path("desk/<uuid:id_>/flow/", views.flow, name="case-flow"),
    path("desk/<uuid:id_>/coach/", coaching.coach, name="coach"),
    path("desk/<uuid:id_>/score/", scoring.score, name="score"),
    path("desk/<uuid:id_>/follow/", following.begin, name="case-follow"),
    path("desk/<uuid:id_>/draft/", draft, name="case-draft"),
    path("desk/<uuid:id_>/change/", going_back.change, name="case-change"),
    path("desk/<uuid:id_>/reopen/", going_back.reopen, name="case-reopen"),
    path("desk/<uuid:id_>/hand-over/", handing.hand_over, name="case-hand-over"),
    path("desk/<uuid:id_>/merge/", handing.merge, name="case-merge"),
    path("desk/<uuid:id_>/counsel/", counsel.ask, name="counsel-ask"),
    path("desk/<uuid:id_>/<slug:what>/", views.act, name="case-act"),
]
