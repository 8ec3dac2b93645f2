"""All of HTTP: routes, the stream, the guard at the door, and the debug UI. Nothing outside this folder imports fastapi or gradio."""
