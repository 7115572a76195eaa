/** `npm run dev`: the same stack with Vite's development server in front, for work on the app itself. */
import { createServer, type Plugin } from 'vite'
import type { AppServer } from './serve.ts'

/** Serves the sources; changes appear at once. Vite needs inline styles here, so the policy is not enforced. */
export async function serveSources(port: number, config: unknown): Promise<AppServer> {
  const local: Plugin = {
    name: 'tributary-local',
    configureServer: (server) =>
      void server.middlewares.use('/local.json', (_, response) => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify(config))
      }),
  }
  const server = await createServer({
    server: { port, strictPort: true, host: '127.0.0.1' },
    plugins: [local],
    logLevel: 'error',
  })
  await server.listen()
  return { url: `http://localhost:${port}/`, stop: () => server.close() }
}
