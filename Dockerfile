# headwatch's own processes: collector, router, generate, share, demo. The TypeScript sources run as they are, through tsx.
FROM node:24.11.1-bookworm-slim AS app
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY bin bin
COPY cli cli
COPY collector collector
COPY exporters exporters
COPY alerts alerts
COPY dashboards dashboards
COPY treasury treasury
COPY demo demo
COPY docs/runbooks docs/runbooks
COPY tsconfig.json prometheus.yml fleet.example.yaml fleet.minimal.yaml LICENSE ./
# A clone that was made under a strict umask would be readable by root alone.
RUN chmod -R a+rX .

FROM node:24.11.1-bookworm-slim
# tini ends orphans and passes signals on, so that `docker stop` reaches node; git reads the history of the treasury's books.
RUN apt-get update && apt-get install -y --no-install-recommends git tini && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production HEADWATCH_HOME=/headwatch
WORKDIR /app
COPY --from=app /app ./
USER node
ENTRYPOINT ["tini", "--", "node", "bin/headwatch.mjs"]
CMD ["--help"]
