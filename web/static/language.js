// say picks the words of a script in the language of the desk's page.
export const say = (chinese, english) => (document.documentElement.lang === "en" ? english : chinese);
