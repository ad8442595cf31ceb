"""Addresses of this room, after the language."""

from django.urls import path

from .views import desk, discussion, files, listing, setting_up, speaking, summary, veil

_one = "e-discussions/<slug:slug>/"

urlpatterns = [
    path("e-discussions/", listing.discussion_list, name="discussion_list"),
    path("e-discussions/proposal/", listing.proposal, name="proposal"),
    path("e-discussions/contributions/<int:pk>/", speaking.contribution_detail, name="contribution_detail"),
    path("e-discussions/contributions/<int:pk>/useful/", speaking.useful, name="useful"),
    path("e-discussions/contributions/<int:pk>/withdrawal/", speaking.withdrawal, name="withdrawal"),
    path("e-discussions/contributions/<int:pk>/admission/", desk.admission, name="admission"),
    path("e-discussions/delayed/<int:pk>/return/", speaking.delayed_return, name="delayed_return"),
    path("e-discussions/veils/", veil.veil_list, name="veil_list"),
    path("e-discussions/veils/pseudonyms/<int:pk>/", veil.veil_request, name="veil_request"),
    path("e-discussions/veils/<int:pk>/", veil.veil_detail, name="veil_detail"),
    path(_one, discussion.discussion_detail, name="discussion_detail"),
    path(_one + "seconding/", discussion.seconding, name="seconding"),
    path(_one + "answer/", discussion.answer, name="answer"),
    path(_one + "follow-up/", discussion.follow_up, name="follow_up"),
    path(_one + "paper/", discussion.paper, name="paper"),
    path(_one + "set-up/", setting_up.set_up, name="set_up"),
    path(_one + "scheduling/", setting_up.scheduling, name="scheduling"),
    path(_one + "opening/", setting_up.opening, name="opening"),
    path(_one + "moderators/", setting_up.moderator_list, name="moderator_list"),
    path(_one + "questions/new/", setting_up.question_new, name="question_new"),
    path(_one + "questions/<int:number>/", discussion.question_detail, name="question_detail"),
    path(_one + "questions/<int:number>/edit/", setting_up.question_edit, name="question_edit"),
    path(_one + "questions/<int:number>/removal/", setting_up.question_removal, name="question_removal"),
    path(_one + "questions/<int:number>/contribution/", speaking.contribution, name="contribution"),
    path(_one + "questions/<int:number>/draft/", speaking.draft_saving, name="draft_saving"),
    path(_one + "pseudonym/", speaking.pseudonym, name="pseudonym"),
    path(_one + "my-words/", speaking.own_words, name="own_words"),
    path(_one + "desk/", desk.desk, name="desk"),
    path(_one + "invitation/", desk.invitation, name="invitation"),
    path(_one + "recaps/", discussion.recap_list, name="recap_list"),
    path(_one + "recaps/new/", desk.recap, name="recap"),
    path(_one + "summary/", summary.summary, name="summary"),
    path(_one + "summary.pdf", files.pdf, name="pdf"),
    path(_one + "whole.html", files.whole, name="whole"),
    path(_one + "summary/draft/", summary.draft, name="draft"),
    path(_one + "summary/paragraphs/", summary.paragraph_list, name="paragraph_list"),
    path(_one + "summary/paragraphs/new/", summary.paragraph_edit, name="paragraph_new"),
    path(_one + "summary/paragraphs/<int:pk>/", summary.paragraph_edit, name="paragraph_edit"),
    path(_one + "summary/paragraphs/<int:pk>/place/", summary.paragraph_place, name="paragraph_place"),
    path(_one + "summary/recommendations/new/", summary.recommendation_edit, name="recommendation_new"),
    path(_one + "summary/recommendations/<int:pk>/", summary.recommendation_edit, name="recommendation_edit"),
    path(_one + "summary/endorsement/", summary.endorsement, name="endorsement"),
    path(_one + "summary/objections/<int:pk>/", summary.objection, name="objection"),
    path(_one + "summary/settlements/<int:pk>/", summary.settlement, name="settlement"),
]
