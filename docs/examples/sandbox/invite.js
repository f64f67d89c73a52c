/**
 * The code that the examples test: makes an identity for somebody, unless there is one.
 *
 * @param {string} email
 * @param {{ adminUrl: string, fetch?: typeof globalThis.fetch }} kratos
 * @returns {Promise<'invited' | 'known'>}
 */
export async function invite(email, { adminUrl, fetch = globalThis.fetch }) {
  const answer = await fetch(`${adminUrl}/admin/identities`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ schema_id: 'person', traits: { email } }),
  })
  if (answer.status === 201) return 'invited'
  if (answer.status === 409) return 'known'
  throw new Error(`Kratos answered ${answer.status}: ${await answer.text()}`)
}
