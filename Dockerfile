# Built where compilers are, since better-sqlite3 may have to be compiled ...
FROM node:24 AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY tools/preinstall.cjs tools/
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY migrations migrations
COPY src src
RUN npm run build
RUN npm prune --omit=dev

# ... and run without them.
FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data DATABASE_URL=sqlite:/data/opendepot.sqlite
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY wsdl wsdl
COPY examples examples
RUN mkdir /data && chown node:node /data
# Everything above belongs to root, so the server cannot change its own program; it writes to /data and nowhere else.
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "require(process.env.TLS_CERT ? 'https' : 'http').get({ host: '127.0.0.1', port: process.env.PORT, path: '/healthz', rejectUnauthorized: false }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/src/cli/main.js"]
CMD ["serve"]
