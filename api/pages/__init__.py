"""The web pages of the service: templates, ES modules, styles and texts, served as they are, without a build."""
