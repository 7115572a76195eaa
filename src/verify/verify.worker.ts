import { Answering } from './answering.ts'
import { durableCache } from './loading/durable.ts'
import type { Order } from './orders.ts'

const scope = globalThis as unknown as DedicatedWorkerGlobalScope
const answering = new Answering((answer) => scope.postMessage(answer), durableCache())

scope.onmessage = ({ data }: MessageEvent<Order>) => answering.take(data)
