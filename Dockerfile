# syntax=docker/dockerfile:1

FROM python:3.13-slim-bookworm AS environment
COPY .ci/requirements.txt /tmp/requirements.txt
RUN python -m venv /opt/steiger \
    && /opt/steiger/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home steiger \
    && mkdir /app /conference /data \
    && chown steiger /data
COPY --from=environment /opt/steiger /opt/steiger
COPY schedule /app/schedule
COPY bot /app/bot
# matplotlib looks for the system's fonts once: when the image is built.
ENV MPLCONFIGDIR=/opt/matplotlib
RUN mkdir /opt/matplotlib \
    && /opt/steiger/bin/python -c "import matplotlib.font_manager" \
    && chown -R steiger /opt/matplotlib
RUN printf '#!/bin/sh\nexec /opt/steiger/bin/python -m bot "$@"\n' > /usr/local/bin/steiger \
    && chmod +x /usr/local/bin/steiger
ENV PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    STEIGER_DATA_DIR=/data \
    STEIGER_CONFERENCE=/conference
WORKDIR /data
USER 10001
# The people's settings live in /data: keep that volume on an encrypted disk. The YAML is only read.
VOLUME ["/data", "/conference"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["steiger", "health"]
ENTRYPOINT ["steiger"]
CMD ["run"]
