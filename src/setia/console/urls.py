"""The addresses of the console, and the pages for what goes wrong.

Every address only shows, but the one that records a purchase, which exists in the demo alone.
"""

from django.urls import URLPattern, path

from setia.console.views.home import home
from setia.console.views.member import member, member_by_id
from setia.console.views.purchase import record_purchase
from setia.console.views.search import search

urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("members/<uuid:member_id>/", member_by_id, name="member-by-id"),
    path("members/<str:number>/", member, name="member"),
    path("members/<str:number>/purchases/", record_purchase, name="record-purchase"),
]

handler400 = "setia.console.views.problems.bad"
handler403 = "setia.console.views.problems.denied"
handler404 = "setia.console.views.problems.missing"
handler500 = "setia.console.views.problems.fault"
