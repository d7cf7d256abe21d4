const secret = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const harmless = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** Whether a variable has the name of a secret, as BuildKit's check SecretsUsedInArgOrEnv reads names. */
export const namesSecret = (name: string): boolean => secret.test(name) && !harmless.test(name);
