import { parseRoute, type Route } from './routes.ts'

/** The address behind `#`, as a route. Addresses are plain links: nothing here intercepts a click. */
class Router {
  route = $state.raw<Route>(parseRoute(location.hash))

  constructor() {
    addEventListener('hashchange', () => (this.route = parseRoute(location.hash)))
  }

  go(address: string): void {
    location.hash = address
  }
}

export const router = new Router()
