"""The one address of this CRM's own API that matters: the deals of the caller's workspace."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.serializers import ModelSerializer

from .models import Deal


class DealSerializer(ModelSerializer):
    class Meta:
        model = Deal
        fields = ("id", "subject", "amount")


class Deals(ListAPIView):
    serializer_class = DealSerializer

    def get_queryset(self) -> QuerySet[Deal]:
        return Deal.objects.order_by("subject")
