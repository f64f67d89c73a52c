import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import axios from 'axios'
import { type HttpClient, keptConnections, maxAnswerBytes } from './http-client.ts'

/** The variables from which axios takes proxies, in lower case; it reads them in upper case as well. */
const proxyVariables: ReadonlySet<string> = new Set(['http_proxy', 'https_proxy', 'all_proxy'])

/** Whether the environment names a proxy. axios decides which requests go through it. */
export function hasProxy(): boolean {
  return Object.entries(process.env).some(([name, value]) => value && proxyVariables.has(name.toLowerCase()))
}

/** Sends through axios, which uses the proxy of the environment unless NO_PROXY has the server. */
export function createProxiedClient(): HttpClient & { close(): void } {
  const httpAgent = new HttpAgent(keptConnections)
  const httpsAgent = new HttpsAgent(keptConnections)
  return {
    defaults: {},
    request: (request) =>
      axios.request({
        ...request,
        httpAgent,
        httpsAgent,
        maxRedirects: 0,
        maxContentLength: maxAnswerBytes,
        responseType: 'text',
        transformRequest: (data: unknown) => data,
        transformResponse: (data: unknown) => data,
        validateStatus: () => true,
        transitional: { clarifyTimeoutError: true },
      }),
    close() {
      httpAgent.destroy()
      httpsAgent.destroy()
    },
  }
}
