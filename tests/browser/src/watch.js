// In every page that the tests open, before anything else: tells the server what the
// policy blocked.
addEventListener("securitypolicyviolation", (event) => {
  const { effectiveDirective, blockedURI, sample, sourceFile, lineNumber } = event;
  navigator.sendBeacon("violations", `${effectiveDirective}: ${blockedURI} ${sample} (${sourceFile}:${lineNumber})`);
});
