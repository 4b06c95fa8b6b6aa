# headwatch's own processes: collector, router, generate, demo. The TypeScript sources run as they are, through tsx.
FROM node:24.11.1-bookworm-slim
ENV NODE_ENV=production HEADWATCH_HOME=/headwatch
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
COPY bin bin
COPY cli cli
COPY collector collector
COPY exporters exporters
COPY alerts alerts
COPY dashboards dashboards
COPY demo demo
COPY docs/runbooks docs/runbooks
COPY tsconfig.json prometheus.yml fleet.example.yaml fleet.minimal.yaml LICENSE ./
USER node
ENTRYPOINT ["node", "bin/headwatch.mjs"]
CMD ["--help"]
