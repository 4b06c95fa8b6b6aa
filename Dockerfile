# headwatch's own processes: collector, router, generate, share, demo. The TypeScript sources run as they are, through tsx.
FROM node:24.11.1-bookworm-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24.11.1-bookworm-slim
# Ends orphans and passes signals on, so that `docker stop` reaches node.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production HEADWATCH_HOME=/headwatch
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY bin bin
COPY cli cli
COPY collector collector
COPY exporters exporters
COPY alerts alerts
COPY dashboards dashboards
COPY treasury treasury
COPY demo demo
COPY docs/runbooks docs/runbooks
COPY package.json tsconfig.json prometheus.yml fleet.example.yaml fleet.minimal.yaml LICENSE ./
USER node
ENTRYPOINT ["tini", "--", "node", "bin/headwatch.mjs"]
CMD ["--help"]
