import { useRoute, useRouter } from 'vue-router'
import { bodyOf, sessionApi } from './api.ts'
import { placeOf } from './ui/place.ts'
import { type AppName, rememberSignedIn } from './ui/signed-in.ts'
import { useTask } from './ui/use-task.ts'

/** Signing in to one of the apps by phone and code, and going on to where one wanted to go. */
export function useSignIn(audience: AppName) {
  const route = useRoute()
  const router = useRouter()

  const sendCode = (phone: string) => bodyOf(sessionApi.session.code.$post({ json: { phone, audience } }))

  async function signIn(phone: string, code: string): Promise<void> {
    // The form asks residents for it first; nobody else enrols by signing in.
    const terms = audience === 'resident' ? { consentToTerms: true } : {}
    await bodyOf(sessionApi.session.$post({ json: { phone, code, audience, ...terms } }))
    rememberSignedIn(true)
    await router.replace(placeOf(route.query['back']))
  }

  return { sendCode, signIn }
}

/** Signing out of one of the apps, here or everywhere; a till that shares the browser stays as it is. */
export function useSignOut(audience: AppName) {
  const router = useRouter()
  const own = { query: { audience } }
  return useTask(async (everywhere: boolean) => {
    await bodyOf(
      everywhere ? sessionApi.session['everywhere-out'].$post(own) : sessionApi.session.$delete(own),
    )
    rememberSignedIn(false)
    await router.replace({ name: 'sign-in' })
  })
}
