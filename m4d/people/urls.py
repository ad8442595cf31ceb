"""Addresses of this room, after the language."""

from django.urls import path

from .views import directory, organization, profile, searches, seat

urlpatterns = [
    path("people/", directory.person_list, name="person_list"),
    path("people/me/", profile.profile_edit, name="profile_edit"),
    path("people/me/preview/", profile.profile_preview, name="profile_preview"),
    path("people/me/blocked/", profile.blocked_list, name="blocked_list"),
    path("people/me/counted/", profile.profile_counted, name="profile_counted"),
    path("people/me/searches/", searches.saved_search_list, name="saved_search_list"),
    path("people/me/searches/new/", searches.saved_search_creation, name="saved_search_creation"),
    path("people/me/searches/<int:pk>/look/", searches.saved_search_look, name="saved_search_look"),
    path("people/me/searches/<int:pk>/deletion/", searches.saved_search_deletion, name="saved_search_deletion"),
    path("people/me/<slug:part>/", profile.profile_part, name="profile_part"),
    path("people/verification/", seat.verification_list, name="verification_list"),
    path("people/<slug:slug>/", profile.person_detail, name="person_detail"),
    path("people/<slug:slug>/block/", profile.person_block, name="person_block"),
    path("organizations/", directory.organization_list, name="organization_list"),
    path("organizations/new/", organization.organization_creation, name="organization_creation"),
    path("organizations/<slug:slug>/", organization.organization_detail, name="organization_detail"),
    path("organizations/<slug:slug>/edit/", organization.organization_edit, name="organization_edit"),
    path("organizations/<slug:slug>/edit/<slug:part>/", organization.organization_part, name="organization_part"),
    path("organizations/<slug:slug>/members/", organization.organization_members, name="organization_members"),
    path("organizations/<slug:slug>/membership/", organization.membership, name="membership"),
    path(
        "organizations/<slug:slug>/members/<int:pk>/confirmation/",
        organization.membership_confirmation,
        name="membership_confirmation",
    ),
    path(
        "organizations/<slug:slug>/members/<int:pk>/admin/",
        organization.admin_naming,
        name="admin_naming",
    ),
    path(
        "organizations/<slug:slug>/members/<int:pk>/ending/",
        organization.membership_ending,
        name="membership_ending",
    ),
    path(
        "organizations/<slug:slug>/verification/",
        organization.organization_verification,
        name="organization_verification",
    ),
    path("organizations/<slug:slug>/seats/new/", seat.seat_creation, name="seat_creation"),
    path("organizations/<slug:slug>/seats/<int:pk>/", seat.seat_detail, name="seat_detail"),
    path("territories/<slug:slug>/seats/<int:pk>/", seat.territory_seat_detail, name="territory_seat_detail"),
    path("seats/<int:pk>/handover/", seat.seat_handover, name="seat_handover"),
    path("seats/<int:pk>/renewal/", seat.mandate_renewal, name="mandate_renewal"),
    path("seats/<int:pk>/verification/", seat.holding_verification, name="holding_verification"),
    path("seats/<int:pk>/refusal/", seat.holding_refusal, name="holding_refusal"),
    path("seats/<int:pk>/ending/", seat.holding_ending, name="holding_ending"),
    path("seats/<int:pk>/notes/", seat.seat_note, name="seat_note"),
]
