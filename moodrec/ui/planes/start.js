export default async (it) => {
  try {
    const own = document.querySelector('[src*="/static/js/"]').src;
    const base = window.__streamlit?.BACKEND_BASE_URL ?? own.replace(/\/static\/js\/.*/, "");
    const loaded = (window.moodrec ??= {});
    const load = async () => (loaded["MODULE"] = await import(base + "MODULE"));
    const again = () => new Promise((done) => setTimeout(done, 1e3)).then(load);
    return await (loaded["MODULE"] ?? (await load().catch(again))).start(it, base);
  } catch (error) {
    it.setTriggerValue("failed", `${error}`);
  }
};
