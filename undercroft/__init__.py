"""What a service stands on whose source of truth is SQL: from the command line down to the pool of connections.

It knows nothing of the app. The app describes itself as a `serving.application.Application`, and gives its queries,
which fit the Protocols here, and its routes. The rooms, from the top; each imports only rooms below it:

    testing             a pytest plugin that hands out fresh, migrated databases
    serving             the command line, settings, the server, probes
    auth, jobs, openapi keys; durable jobs and mail; the description of the API
    edge                what surrounds every request
    http                requests, errors as answers, and what answers need
    telemetry           logs, metrics and traces
    database            the pool, migrations, the development server
    concurrency         several pieces of work at once
    context, errors, urls

It has a wheel of its own: packages/undercroft/ says what that needs. Development and tests need sqlwright too, for
`sqlwright.embedded`.
"""
