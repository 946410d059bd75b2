"""OpenTelemetry spans, where an administrator asked for them; otherwise nothing is imported and nothing is paid."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from otklik.platform.errors import OtklikError
from otklik.platform.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider


class TracingMissing(OtklikError):
    """OTKLIK_OTEL_ENDPOINT is set, but the `otel` extra is not installed."""

    code = "tracing.missing"


class Tracing:
    """The process's spans; a part that does nothing until it is configured."""

    def __init__(self, settings: Settings) -> None:
        """Raises `TracingMissing`."""
        self._provider: TracerProvider | None = _provider(settings) if settings.otel_endpoint else None

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, str | int | float | bool] | None = None) -> Generator[None]:
        """Time a piece of work; `attributes` hold ids and kinds, never what people wrote."""
        if self._provider is None:
            yield
            return
        with self._provider.get_tracer("otklik").start_as_current_span(name, attributes=dict(attributes or {})):
            yield

    def close(self) -> None:
        """Send what is still held."""
        if self._provider is not None:
            self._provider.shutdown()


def _provider(settings: Settings) -> "TracerProvider":
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise TracingMissing from error
    provider = TracerProvider(resource=Resource.create({"service.name": "otklik"}))
    exporter = OTLPSpanExporter(endpoint=f"{settings.otel_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
