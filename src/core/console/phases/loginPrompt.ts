/**
 * A getty's prompt at the beginning of a line, with or without the host's name: [1] the host, [2] what stands behind it.
 * Sentences that hold the word are not prompts.
 */
export const loginPrompt = /^(?:(?!(?:Last|To|Please|Cannot|Failed|Now|You) )([\w.-]+) )?login:(?: (.*))?$/;
